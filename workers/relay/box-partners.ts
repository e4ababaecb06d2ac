/** Who answers which box: the profile in use, with the box's own persona if it has one. */
import type { Persona } from '../../core/profile/profile.ts';
import type { Engines } from '../../app/engines/engine.ts';
import type { PageEngines } from '../../app/engines/page-engines.ts';
import type { Limits } from '../conversation/limits.ts';
import { partnerOf } from '../conversation/partner.ts';
import type { Partner } from '../conversation/turn-driver.ts';
import type { ConversationConfig, TurnFailure } from '../conversation-api.ts';
import { fitProfile } from './fit-profile.ts';

export type CreateEngines = (config: ConversationConfig, page: PageEngines | undefined) => Engines;

export class BoxPartners {
  readonly #config: ConversationConfig;
  readonly #page: PageEngines | undefined;
  readonly #create: CreateEngines;
  readonly #limits: Limits;
  /** What cannot work with this profile. */
  readonly failure: TurnFailure | undefined;
  /** By persona: engines know the language. */
  readonly #partners = new Map<Persona, Partner>();

  constructor(
    config: ConversationConfig,
    page: PageEngines | undefined,
    create: CreateEngines,
    limits: Limits,
  ) {
    const { profile, failure } = fitProfile(config.profile, {
      companion: config.companion !== undefined,
      page: page !== undefined,
    });
    this.#config = { ...config, profile };
    this.#page = page;
    this.#create = create;
    this.#limits = limits;
    this.failure = failure;
  }

  get turn(): ConversationConfig['profile']['turn'] {
    return this.#config.profile.turn;
  }

  get vadModel(): 'v5' | 'v6' {
    return this.#config.profile.vadModel;
  }

  for(own: Persona | undefined): Partner {
    const persona = own ?? this.#config.profile.persona;
    const known = this.#partners.get(persona);
    if (known !== undefined) return known;
    const profile = { ...this.#config.profile, persona };
    const engines = this.#create({ ...this.#config, profile }, this.#page);
    const partner = partnerOf(profile, engines, this.#limits);
    this.#partners.set(persona, partner);
    return partner;
  }
}
